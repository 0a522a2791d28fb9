from django.db import migrations

FORBID = """
CREATE FUNCTION stations_words_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'stations_opinion.raw_text is written once; add an addendum instead'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER stations_words_written_once BEFORE UPDATE OF raw_text ON stations_opinion
    FOR EACH ROW WHEN (OLD.raw_text IS DISTINCT FROM NEW.raw_text)
    EXECUTE FUNCTION stations_words_written_once();
"""
ALLOW = """
DROP TRIGGER stations_words_written_once ON stations_opinion;
DROP FUNCTION stations_words_written_once();
"""


class Migration(migrations.Migration):
    """A voter's own words are never replaced by what somebody makes of them."""

    dependencies = [("stations", "0001_receptions_and_opinions")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
