"""Addresses of the record as a whole, and of a client's rights."""

from django.urls import path

from palpate.keeping import client_views, views

app_name = "keeping"

urlpatterns = [
    path("", views.record, name="record"),
    path("years/", views.years, name="years"),
    path("backup/", views.backup_now, name="backup"),
    path("export/", views.export_all, name="export_all"),
    path("jobs/<uuid:job>/", views.job, name="job"),
    path("jobs/<uuid:job>/file/", views.job_file, name="job_export"),
    path("clients/<uuid:client>/", client_views.data, name="data"),
    path("clients/<uuid:client>/export/", client_views.export, name="export"),
    path("clients/<uuid:client>/hold/", client_views.hold, name="hold"),
    path("clients/<uuid:client>/lift/", client_views.lift, name="lift"),
    path("clients/<uuid:client>/erase/", client_views.erase, name="erase"),
]
