from django.db import migrations

FORBID = """
CREATE FUNCTION spotchecks_published_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.congress_id, OLD.wanted, OLD.wanted_text, OLD.strata, OLD.size_rule, OLD.size,
        OLD.source_name, OLD.source_day, OLD.list_count, OLD.list_hash, OLD.code,
        OLD.published_on, OLD.published_at)
       IS DISTINCT FROM
       (NEW.congress_id, NEW.wanted, NEW.wanted_text, NEW.strata, NEW.size_rule, NEW.size,
        NEW.source_name, NEW.source_day, NEW.list_count, NEW.list_hash, NEW.code,
        NEW.published_on, NEW.published_at) THEN
        RAISE EXCEPTION 'what was published of a spot check is never changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.drawn_at IS NOT NULL
       AND (OLD.source_value, OLD.seed, OLD.drawn_at)
           IS DISTINCT FROM (NEW.source_value, NEW.seed, NEW.drawn_at) THEN
        RAISE EXCEPTION 'a spot check is drawn once'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER spotchecks_published_for_good BEFORE UPDATE ON spotchecks_spotcheck
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL)
    EXECUTE FUNCTION spotchecks_published_for_good();

CREATE FUNCTION spotchecks_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published spot check stays where everybody saw it'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER spotchecks_never_deleted BEFORE DELETE ON spotchecks_spotcheck
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL)
    EXECUTE FUNCTION spotchecks_never_deleted();

CREATE FUNCTION spotchecks_list_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_check record;
BEGIN
    SELECT published_at, drawn_at INTO of_check FROM spotchecks_spotcheck
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.spot_check_id ELSE NEW.spot_check_id END;
    IF TG_OP <> 'UPDATE' THEN
        IF of_check.published_at IS NOT NULL THEN
            RAISE EXCEPTION 'the list of a published spot check is frozen'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF (OLD.spot_check_id, OLD.suggestion_id, OLD.position, OLD.number, OLD."group",
        OLD.group_name, OLD.claimed, OLD.claimed_label, OLD.claimed_tag)
       IS DISTINCT FROM
       (NEW.spot_check_id, NEW.suggestion_id, NEW.position, NEW.number, NEW."group",
        NEW.group_name, NEW.claimed, NEW.claimed_label, NEW.claimed_tag) THEN
        RAISE EXCEPTION 'the list of a spot check is frozen'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.drawn_no IS DISTINCT FROM NEW.drawn_no AND of_check.drawn_at IS NOT NULL THEN
        RAISE EXCEPTION 'what a spot check has drawn is never changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER spotchecks_list_is_frozen
    BEFORE INSERT OR UPDATE OR DELETE ON spotchecks_spotcheckcase
    FOR EACH ROW EXECUTE FUNCTION spotchecks_list_is_frozen();
"""
ALLOW = """
DROP TRIGGER spotchecks_list_is_frozen ON spotchecks_spotcheckcase;
DROP FUNCTION spotchecks_list_is_frozen();
DROP TRIGGER spotchecks_never_deleted ON spotchecks_spotcheck;
DROP FUNCTION spotchecks_never_deleted();
DROP TRIGGER spotchecks_published_for_good ON spotchecks_spotcheck;
DROP FUNCTION spotchecks_published_for_good();
"""


class Migration(migrations.Migration):
    """Once the hash and the source are public, nobody steers the draw: not by the database either."""

    dependencies = [("spotchecks", "0001_checks_lists_and_reviews")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
