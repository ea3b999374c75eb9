"""Addresses of the body chart over the visits, and of its legend."""

from django.urls import path

from palpate.clinic.chart import views

urlpatterns = [
    path("visits/<uuid:visit>/chart/", views.chart, name="chart"),
    path("visits/<uuid:visit>/chart/figure/", views.chart_figure, name="chart_figure"),
    path("chart/legend/", views.chart_legend, name="chart_legend"),
]
