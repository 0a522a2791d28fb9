from django.urls import path

from suggestions import views

app_name = "suggestions"
urlpatterns = [
    path("", views.suggestion_list, name="list"),
    path("new/", views.new_suggestion, name="new"),
    path("similar/", views.similar, name="similar"),
    path("key/", views.key_board, name="key"),
    path("export/", views.export, name="export"),
    path("press-many/", views.press_many, name="press-many"),
    path("grounds/", views.grounds, name="grounds"),
    path("grounds/<int:pk>/", views.grounds, name="ground"),
    path("handover/", views.ledger, name="ledger"),
    path("promises/", views.promise_list, name="promises"),
    path("promises/export/", views.promise_export, name="promise-export"),
    path("promises/print/", views.promise_print, name="promise-print"),
    path("promises/<int:pk>/", views.promise_page, name="promise"),
    path("promises/<int:pk>/<slug:deed>/", views.promise_deed, name="promise-deed"),
    path("public/", views.public_list, name="public"),
    path("public/<int:pk>/", views.public_suggestion, name="public-suggestion"),
    path("publications/<int:pk>/", views.publication_page, name="publication"),
    path("publications/<int:pk>/<slug:deed>/", views.publication_deed, name="publication-deed"),
    path("rules/", views.rules, name="rules"),
    path("rules/edit/", views.edit_rules, name="rules-edit"),
    path("rules/classes/", views.classes, name="classes"),
    path("rules/classes/edit/", views.edit_classes, name="classes-edit"),
    path("for-opinion/<int:pk>/", views.for_opinion, name="for-opinion"),
    path("<int:pk>/", views.suggestion_page, name="suggestion"),
    path("<int:pk>/versions/", views.versions, name="versions"),
    path("<int:pk>/autosave/", views.autosave, name="autosave"),
    path("<int:pk>/print/", views.paper, name="print"),
    path("<int:pk>/verdict-form/", views.verdict_form, name="verdict-form"),
    path("<int:pk>/replies/<int:reply>/<slug:form>/", views.reply_letter, name="reply-letter"),
    path(
        "<int:pk>/contacts/<int:contact>/<slug:form>/",
        views.contact_minutes,
        name="contact-minutes",
    ),
    path("<int:pk>/<slug:deed>/", views.deed_page, name="deed"),
]
