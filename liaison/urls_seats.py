"""Addresses around people and their posts; included by liaison.urls."""

from django.urls import path

from liaison.views import account, entrance, invitations, seats, setup, stand_ins

urlpatterns = [
    path("sign-in/", entrance.sign_in, name="sign_in"),
    path("setup/", setup.setup, name="setup"),
    path("seat/", account.switch_seat, name="switch_seat"),
    path("account/", account.account, name="account"),
    path("account/large-text/", account.large_text, name="large_text"),
    path("account/devices/<uuid:public_id>/revoke/", account.revoke_device, name="revoke_device"),
    path("stand-ins/", stand_ins.stand_ins, name="stand_ins"),
    path("stand-ins/<int:pk>/end/", stand_ins.end, name="stand_in_end"),
    path("seats/<int:pk>/stand-in/", stand_ins.new, name="stand_in_new"),
    path("seats/", seats.units, name="seats"),
    path("seats/units/<int:pk>/", seats.unit, name="seats_unit"),
    path("seats/units/<int:pk>/new/", seats.new, name="seat_new"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/new/", invitations.new_unit, name="invitation_new_unit"),
    path("invitations/<int:pk>/revoke/", invitations.revoke, name="invitation_revoke"),
    path("seats/units/<int:pk>/invite/", invitations.new, name="invitation_new"),
    path("join/", invitations.join, name="join"),
    path("seats/<int:pk>/close/", seats.close, name="seat_close"),
    path("seats/<int:pk>/reset-password/", seats.reset, name="seat_reset"),
]
