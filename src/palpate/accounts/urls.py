"""Signing in and out, the lock, one's own keys, and the owner's view of them."""

from django.urls import path

from palpate.accounts.views import hours, house, lock, own, sign_in

app_name = "accounts"

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/second/", sign_in.second_step, name="second_step"),
    path("sign-in/passkey/", sign_in.passkey_begin, name="passkey_begin"),
    path("sign-in/passkey/done/", sign_in.passkey_finish, name="passkey_finish"),
    path("new-password/<str:who>/<str:token>/", sign_in.new_password, name="new_password"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("locked/", lock.locked, name="locked"),
    path("lock/", lock.lock, name="lock"),
    path("lock/state/", lock.state, name="lock_state"),
    path("awake/", lock.awake, name="awake"),
    path("unlock/", lock.unlock, name="unlock"),
    path("unlock/passkey/", lock.passkey_begin, name="unlock_begin"),
    path("unlock/passkey/done/", lock.passkey_finish, name="unlock_finish"),
    path("own/", own.own, name="own"),
    path("own/hours/", hours.own_hours, name="own_hours"),
    path("people/<int:person>/hours/", hours.person_hours, name="person_hours"),
    path("own/confirm/", own.confirm, name="confirm"),
    path("own/password/", own.password, name="password"),
    path("own/app/", own.app, name="app"),
    path("own/app/remove/", own.app_remove, name="app_remove"),
    path("own/recovery/", own.recovery_new, name="recovery_new"),
    path("own/passkey/", own.passkey, name="passkey"),
    path("own/passkey/begin/", own.passkey_begin, name="passkey_add_begin"),
    path("own/passkey/done/", own.passkey_finish, name="passkey_add_finish"),
    path("own/passkey/<int:key>/name/", own.passkey_name, name="passkey_name"),
    path("own/passkey/<int:key>/remove/", own.passkey_remove, name="passkey_remove"),
    path("own/sign-ins/end/", own.end_others, name="end_others"),
    path("own/sign-ins/<int:place>/end/", own.end_one, name="end_one"),
    path("hide-names/", own.hide_names, name="hide_names"),
    path("reveal/", own.reveal_one, name="reveal"),
    path("clinic/", house.house, name="house"),
    path("clinic/rules/", house.rules, name="rules"),
    path("clinic/addresses/lift/", house.lift_addresses, name="lift_addresses"),
    path("clinic/<int:user>/lift/", house.lift, name="lift"),
    path("clinic/<int:user>/second-factor/", house.reset_factor, name="reset_factor"),
    path("clinic/<int:user>/password-link/", house.password_link, name="password_link"),
]
