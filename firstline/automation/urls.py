from django.urls import path

from firstline.automation.views import keeping, using, using_in_bulk

urlpatterns = [
    path("macros/", keeping.macros, name="macros"),
    path("macros/new/", keeping.new_macro, name="new_macro"),
    path("macros/line/", keeping.macro_line, name="macro_line"),
    path("macros/preview/", keeping.macro_preview, name="macro_preview"),
    path("macros/order/", keeping.macro_order, name="macro_order"),
    path("macros/export/", keeping.macro_export, name="macro_export"),
    path("macros/import/", keeping.macro_import, name="macro_import"),
    path("macros/<int:macro_id>/", keeping.macro, name="macro"),
    path("macros/<int:macro_id>/use", keeping.macro_use, name="macro_use"),
    path("macros/<int:macro_id>/copy", keeping.macro_copy, name="macro_copy"),
    path("tickets/bulk/macros/", using_in_bulk.bulk_macros, name="bulk_macros"),
    path("tickets/bulk/macros/<int:macro_id>", using_in_bulk.bulk_macro, name="bulk_macro"),
    path("tickets/<int:ticket_id>/macros/", using.ticket_macros, name="ticket_macros"),
    path("tickets/<int:ticket_id>/macros/<int:macro_id>", using.ticket_macro, name="ticket_macro"),
    path("tickets/<int:ticket_id>/macros/<int:macro_id>/undo", using.macro_undo, name="macro_undo"),
    path(
        "tickets/<int:ticket_id>/pending-macros/<int:pending_id>",
        using.pending_macro,
        name="pending_macro",
    ),
]
