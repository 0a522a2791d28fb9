"""What the auditor asks of the record of deeds."""

from django import forms


class RecordQuestion(forms.Form):
    who = forms.CharField(label="谁", max_length=40, required=False)
    deed = forms.CharField(label="做了什么", max_length=40, required=False)
    subject = forms.CharField(label="对什么", max_length=80, required=False)
    since = forms.DateField(
        label="从哪天", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="到哪天", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
