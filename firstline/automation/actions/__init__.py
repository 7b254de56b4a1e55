"""Everything that can be done with macros, one verb a function."""

from firstline.automation.actions.keep import (
    Scope,
    add_macro,
    change_macro,
    clone_macro,
    move_macro,
    remove_macro,
    restore_macro,
    set_in_use,
)
from firstline.automation.actions.use import (
    apply_at_once,
    begin_with,
    finish,
    put_back,
    run_on,
    take_off,
)

__all__ = [
    "Scope",
    "add_macro",
    "apply_at_once",
    "begin_with",
    "change_macro",
    "clone_macro",
    "finish",
    "move_macro",
    "put_back",
    "remove_macro",
    "restore_macro",
    "run_on",
    "set_in_use",
    "take_off",
]
