-- As SQLite's migrations up to 0035.
ALTER TABLE "refund_parts" ADD COLUMN "lowered" text;
--> statement-breakpoint
ALTER TABLE "refund_parts" DROP CONSTRAINT "refund_parts_positive";
--> statement-breakpoint
ALTER TABLE "refund_parts" ADD CONSTRAINT "refund_parts_positive" CHECK ("quantity" >= 0 AND "amount_minor" >= 0);
--> statement-breakpoint
-- What refunds held back of sent units is divided among these, in proportion to their prices.
CREATE TABLE "kept_units" AS
  WITH numbered AS (
    SELECT part.refund_id, part.line_id, unit, part.kept_minor
      FROM "refund_parts" AS part, json_array_elements(part.units::json) AS range,
        generate_series((range ->> 0)::bigint, (range ->> 1)::bigint) AS unit WHERE part.kept_minor > 0
  ), priced AS (
    SELECT numbered.*, line.step_minor,
      line.charged_minor * unit / line.ordered / line.step_minor * line.step_minor
        - line.charged_minor * (unit - 1) / line.ordered / line.step_minor * line.step_minor AS worth,
      EXISTS (SELECT 1 FROM json_array_elements(line.units::json -> 'sent') AS sent
        WHERE unit BETWEEN (sent ->> 0)::bigint AND (sent ->> 1)::bigint) AS is_sent
    FROM numbered JOIN "line_counters" AS line ON line.line_id = numbered.line_id
  ), summed AS (
    SELECT *, sum(CASE WHEN is_sent THEN worth ELSE 0 END) OVER (PARTITION BY refund_id, line_id ORDER BY unit) AS up_to,
      sum(CASE WHEN is_sent THEN worth ELSE 0 END) OVER (PARTITION BY refund_id, line_id) AS whole FROM priced
  )
  SELECT refund_id, line_id, unit, worth, CASE WHEN is_sent AND whole > 0
    THEN div(kept_minor * up_to, whole)::bigint / step_minor * step_minor
      - div(kept_minor * (up_to - worth), whole)::bigint / step_minor * step_minor
    ELSE 0 END AS left_minor FROM summed;
--> statement-breakpoint
UPDATE "line_counters" SET "credited_minor" = "credited_minor" - kept.left_minor,
  "units" = left("units", -1) || ',"left":[' || kept.list || ']}'
  FROM (SELECT line_id, sum(left_minor)::bigint AS left_minor,
      string_agg('[' || unit || ',' || unit || ',' || left_minor || ']', ',' ORDER BY unit) AS list
    FROM "kept_units" JOIN "refunds" AS refund ON refund.id = refund_id
    WHERE refund.state IN ('PENDING', 'SUCCEEDED') AND left_minor > 0 GROUP BY line_id) AS kept
  WHERE kept.line_id = "line_counters"."line_id";
--> statement-breakpoint
UPDATE "refund_parts" SET "lowered" = '[' || coalesce((
    SELECT string_agg('[' || unit || ',' || unit || ',' || worth - left_minor || ']', ',' ORDER BY unit) FROM "kept_units" AS kept
    WHERE kept.refund_id = "refund_parts"."refund_id" AND kept.line_id = "refund_parts"."line_id" AND worth > left_minor), '') || ']'
  WHERE "kept_minor" > 0;
--> statement-breakpoint
DROP TABLE "kept_units";
--> statement-breakpoint
ALTER TABLE "refund_parts" DROP COLUMN "kept_minor";
--> statement-breakpoint
ALTER TABLE "order_money" DROP COLUMN "kept_minor";
