"""Text in, typed mentions out, each with the span that it stands on."""
