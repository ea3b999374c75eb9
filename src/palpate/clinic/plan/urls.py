"""Addresses of the plan."""

from django.urls import path

from palpate.clinic.plan import views

urlpatterns = [
    path("visits/<uuid:visit>/plan/", views.plan, name="plan"),
    path("visits/<uuid:visit>/plan/offer/", views.offer, name="plan_offer"),
    path("visits/<uuid:visit>/plan/care/", views.care, name="plan_care"),
    path("visits/<uuid:visit>/plan/left-out/", views.left_out, name="plan_left_out"),
    path("visits/<uuid:visit>/plan/item/", views.item, name="plan_item"),
    path("visits/<uuid:visit>/plan/take-over/", views.take_over, name="plan_take_over"),
    path("visits/<uuid:visit>/plan/stay/", views.stay, name="plan_stay"),
    path("visits/<uuid:visit>/plan/add/", views.add, name="plan_add"),
    path("visits/<uuid:visit>/plan/change/", views.change, name="plan_change"),
    path("visits/<uuid:visit>/plan/remove/", views.remove, name="plan_remove"),
    path("visits/<uuid:visit>/plan/earlier/", views.earlier, name="plan_earlier"),
    path("visits/<uuid:visit>/plan/course/", views.course, name="plan_course"),
    path("visits/<uuid:visit>/plan/goal/", views.goal, name="plan_goal"),
    path("visits/<uuid:visit>/plan/undo/", views.take_back, name="plan_undo"),
]
