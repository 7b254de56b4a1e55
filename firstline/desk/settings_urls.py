from django.urls import path

from firstline.desk.views.settings import fields, forms, order, statuses, tags, time_tracking

urlpatterns = [
    path("fields/<str:subject>/", fields.field_list, name="settings_fields"),
    path("fields/<str:subject>/new", fields.new_field, name="settings_new_field"),
    path("field/<int:pk>/", fields.field, name="settings_field"),
    path("field/<int:pk>/options", fields.options, name="settings_options"),
    path("options/<int:pk>", fields.option, name="settings_option"),
    path("forms/", forms.form_list, name="settings_forms"),
    path("forms/<int:pk>/", forms.form, name="settings_form"),
    path("forms/<int:pk>/fields", forms.form_fields, name="settings_form_fields"),
    path("forms/<int:pk>/conditions", forms.conditions, name="settings_conditions"),
    path("conditions/<int:pk>", forms.condition, name="settings_condition"),
    path("statuses/", statuses.status_list, name="settings_statuses"),
    path("statuses/<int:pk>", statuses.status, name="settings_status"),
    path("time/", time_tracking.time_tracking, name="settings_time_tracking"),
    path("tags/", tags.tag_list, name="settings_tags"),
    path("tags/suggestions", tags.tag_suggestions, name="tag_suggestions"),
    path("tags/changes/", tags.tag_changes, name="tag_changes"),
    path("tags/changes/<int:pk>", tags.tag_change, name="tag_change"),
    path("tags/changes/<int:pk>/undo", tags.tag_change_undo, name="tag_change_undo"),
    path("<str:what>/order", order.order, name="settings_order"),
    path("<str:what>/<int:pk>/state", order.state, name="settings_state"),
]
