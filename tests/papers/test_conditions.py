"""The one table of conditions: every reader of it knows every condition."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import click
import pytest

from askpapers.cli.options import scope_options
from askpapers.papers.conditions import CONDITIONS, Condition, Kind
from askpapers.papers.scope import Scope, as_stored, filters, of_stored, scope_to_sql
from askpapers.query.filter_line import read

VALUES = {Kind.TEXT: "cs.CL", Kind.FLAG: True, Kind.COUNT: 7}
TODAY = date(2025, 11, 3)

every_condition = pytest.mark.parametrize("condition", CONDITIONS, ids=lambda condition: condition.field)


def test_the_table_holds_each_field_of_a_scope_but_its_days_and_ids() -> None:
    names = [condition.field for condition in CONDITIONS]
    assert len(names) == len(set(names))
    assert {*names, "since", "until", "ids"} == {field.name for field in fields(Scope)}


@every_condition
def test_a_condition_is_told_stored_and_put_into_sql(condition: Condition) -> None:
    scope = replace(Scope(), **{condition.field: VALUES[condition.kind]})
    assert list(filters(scope)) == [condition.field]
    assert of_stored(as_stored(scope)) == scope
    sql, values = scope_to_sql(scope)
    assert condition.sql in sql
    assert sql.count("?") == len(values)


@every_condition
def test_a_condition_that_is_not_set_is_neither_told_nor_stored_nor_sql(condition: Condition) -> None:
    for value in (None, False) if condition.kind is not Kind.TEXT else (None, ""):
        scope = replace(Scope(), **{condition.field: value})
        assert (filters(scope), as_stored(scope), scope_to_sql(scope)) == ({}, {}, ("1", []))


@every_condition
def test_the_filter_line_reads_all_spellings_of_a_condition(condition: Condition) -> None:
    value = VALUES[condition.kind]
    if condition.kind is Kind.FLAG:
        lines = [condition.option, *condition.keys]
    elif condition.option:
        lines = [
            f"{condition.option} {value}",
            f"{condition.option}={value}",
            *(f"{k}:{value}" for k in condition.keys),
        ]
    else:
        lines = []
    for line in lines:
        assert read(line, Scope(), today=TODAY).scope == replace(Scope(), **{condition.field: value}), line


def test_the_command_line_has_the_option_of_each_condition() -> None:
    @scope_options
    def command(**flags: object) -> None: ...

    made = {
        parameter.name: (parameter.opts, parameter.help, parameter.metavar)
        for parameter in click.command()(command).params
        if isinstance(parameter, click.Option)
    }
    for condition in CONDITIONS:
        if condition.option:
            assert made[condition.field] == ([condition.option], condition.help, condition.metavar)


def test_what_has_no_letters_narrows_no_free_text_and_every_name() -> None:
    assert scope_to_sql(Scope(words="…")) == ("1", [])
    assert scope_to_sql(Scope(organization="…"))[1] == ['organization : ""']
