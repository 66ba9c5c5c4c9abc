-- Functions with SQLite's names, so that one text of a statement serves both engines. They are made again at each start.
-- There are no operators: databases that only speak PostgreSQL's protocol often cannot make any.
-- Processes that start at once take turns (migrations.ts): a function cannot be replaced by two transactions.
-- IF NOT EXISTS asks for the right to make schemas, also where there is nothing to make.
DO $$ BEGIN IF to_regnamespace('hansa') IS NULL THEN CREATE SCHEMA hansa; END IF; END $$;
--> statement-breakpoint
-- JSON as PostgreSQL reads it. SQLite reads the escapes of NUL and of half a surrogate pair, which are in no text of a store.
CREATE OR REPLACE FUNCTION hansa.readable_json(source text) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE strpos(source, '\u') WHEN 0 THEN source ELSE
    regexp_replace(regexp_replace(regexp_replace(source,
      '(?<!\\)((?:\\\\)*)\\u0000', '\1\\ufffd', 'g'),
      '(?<!\\)((?:\\\\)*)\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])', '\1\\ufffd', 'g'),
      '(?<!\\u[dD][89abAB][0-9a-fA-F]{2})(?<!\\)((?:\\\\)*)\\u[dD][c-fC-F][0-9a-fA-F]{2}', '\1\\ufffd', 'g')
  END::json
$$;
--> statement-breakpoint
-- A value of JSON as SQLite gives it: a text without quotes, true and false as 1 and 0, lists and objects as JSON without blanks.
CREATE OR REPLACE FUNCTION hansa.json_text(source json) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE json_typeof(source)
    WHEN 'string' THEN source #>> '{}'
    WHEN 'number' THEN source::text
    WHEN 'boolean' THEN CASE source::text WHEN 'true' THEN '1' ELSE '0' END
    WHEN 'null' THEN NULL
    ELSE regexp_replace(source::text, '("(?:[^"\\]|\\.)*")|\s+', '\1', 'g')
  END
$$;
--> statement-breakpoint
-- The values of a list in its order; `key` is the index.
CREATE OR REPLACE FUNCTION hansa.json_each(list text) RETURNS TABLE (key bigint, value text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 20 AS $$
  SELECT place - 1, hansa.json_text(element)
  FROM json_array_elements(hansa.readable_json(list)) WITH ORDINALITY AS one (element, place)
$$;
--> statement-breakpoint
-- The number of a list's values; 0 for any other JSON.
CREATE OR REPLACE FUNCTION hansa.json_array_length(source text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN json_typeof(hansa.readable_json(source)) = 'array' THEN json_array_length(hansa.readable_json(source))
    WHEN source IS NOT NULL THEN 0 END
$$;
--> statement-breakpoint
-- The value at an index of a list, as `->>` gives it in SQLite.
CREATE OR REPLACE FUNCTION hansa.json_at(list text, index integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT hansa.json_text(hansa.readable_json(list) -> index)
$$;
--> statement-breakpoint
-- The value of a field of an object, as `->>` gives it in SQLite.
CREATE OR REPLACE FUNCTION hansa.json_get(object text, field text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT hansa.json_text(hansa.readable_json(object) -> field)
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION hansa.likely(condition boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT condition
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION hansa.iif(condition boolean, yes anycompatible, no anycompatible) RETURNS anycompatible
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN condition THEN yes ELSE no END
$$;
--> statement-breakpoint
-- The greater of two values. NULL if one of them is NULL, unlike `greatest`.
CREATE OR REPLACE FUNCTION hansa.max(one anycompatible, other anycompatible) RETURNS anycompatible
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN one IS NOT NULL AND other IS NOT NULL THEN greatest(one, other) END
$$;
--> statement-breakpoint
-- The lesser of two values. NULL if one of them is NULL, unlike `least`.
CREATE OR REPLACE FUNCTION hansa.min(one anycompatible, other anycompatible) RETURNS anycompatible
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN one IS NOT NULL AND other IS NOT NULL THEN least(one, other) END
$$;
--> statement-breakpoint
-- The whole number that a column of integers of SQLite makes of a text. NULL if it makes none; a cast fails then.
CREATE OR REPLACE FUNCTION hansa.whole(source text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN source ~ '^\s*[-+]?([0-9]{1,40}\.?[0-9]{0,40}|\.[0-9]{1,40})([eE][-+]?[0-9]{1,2})?\s*$' THEN
    CASE WHEN source::numeric % 1 = 0 AND source::numeric BETWEEN -9223372036854775808 AND 9223372036854775807
      THEN source::numeric::bigint END
  END
$$;
--> statement-breakpoint
-- Numbers the rows of a table as AUTOINCREMENT does: from a row of `row_numbers`, which stays locked until the commit, so that numbers have the
-- order of commits and no gap after a rollback. Its argument is the column. A row that brings its number, as a copied one does, raises the last.
CREATE OR REPLACE FUNCTION hansa.number_row() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  number bigint := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
  IF number IS NOT NULL THEN
    UPDATE row_numbers SET last = number WHERE table_name = TG_TABLE_NAME AND last < number;
    RETURN NEW;
  END IF;
  UPDATE row_numbers SET last = last + 1 WHERE table_name = TG_TABLE_NAME RETURNING last INTO STRICT number;
  RETURN jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], number));
END
$$;
--> statement-breakpoint
-- The terms of a text, blank by blank, with their places and a label. Longer ones than an index takes are cut.
CREATE OR REPLACE FUNCTION hansa.search_terms(terms text, label "char") RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT setweight(coalesce(string_agg(
    quote_literal(left(replace(term, '\', ''), 500)) || ':' || least(place, 16383), ' ' ORDER BY place), '')::tsvector, label)
  FROM unnest(string_to_array(terms, ' ')) WITH ORDINALITY AS one (term, place) WHERE term <> ''
$$;
