from nbformat import from_dict

from briefbook.runs_outputs import WIDGET_VIEW, show_caught

PRINTED = {"output_type": "stream", "name": "stdout", "text": "caught"}


def view(model):
    data = {WIDGET_VIEW: {"model_id": model}, "text/plain": f"{model}()"}
    return {"output_type": "display_data", "metadata": {}, "data": data}


def caught(*outputs):
    return {"model_name": "OutputModel", "state": {"outputs": list(outputs)}}


def box(*children):
    return {"model_name": "VBoxModel", "state": {"children": list(children)}}


def shown(models, *outputs):
    """Return what stands below a cell, each output by its text."""
    state = {"application/vnd.jupyter.widget-state+json": {"state": models}}
    cells = [{"cell_type": "code", "outputs": list(outputs)}]
    notebook = from_dict({"metadata": {"widgets": state}, "cells": cells})
    show_caught(notebook)
    assert not notebook.metadata
    texts = (o.get("text") or o.data["text/plain"] for o in notebook.cells[0].outputs)
    return list(texts)


def test_what_an_output_widget_caught_takes_its_place():
    assert shown({"out": caught(PRINTED)}, view("out"), PRINTED) == ["caught", "caught"]


def test_output_widgets_in_boxes_are_shown_below_them_in_order():
    other = {**PRINTED, "text": "other"}
    models = {
        "box": box("IPY_MODEL_inner", "IPY_MODEL_gone", "IPY_MODEL_late"),
        "inner": box("IPY_MODEL_out"),
        "out": caught(PRINTED),
        "late": caught(other),
    }
    assert shown(models, view("box")) == ["box()", "caught", "other"]


def test_output_widget_shown_in_an_output_widget_is_shown():
    models = {"outer": caught(view("inner")), "inner": caught(PRINTED)}
    assert shown(models, view("outer")) == ["caught"]


def test_widgets_that_show_themselves_come_to_an_end():
    models = {
        "out": caught(PRINTED, view("out"), view("box")),
        "box": box("IPY_MODEL_box", "IPY_MODEL_out"),
    }
    assert shown(models, view("out")) == ["caught", "box()"]
    assert shown(models, view("box")) == ["box()", "caught", "box()"]


def test_widget_without_a_state_stays_as_it_is():
    assert shown({}, view("slider")) == ["slider()"]
    assert shown({"slider": {}}, view("slider")) == ["slider()"]
