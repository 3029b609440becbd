"""Speed and memory, each beside a peer in the same run; no part of the tests."""
