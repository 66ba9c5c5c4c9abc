PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_refund_parts` (
	`refund_id` text NOT NULL,
	`line_id` text NOT NULL,
	`quantity` integer NOT NULL,
	`amount_minor` integer NOT NULL,
	`kept_minor` integer DEFAULT 0 NOT NULL,
	`lowered` text,
	`restocked` integer DEFAULT 0 NOT NULL,
	`restocked_of_return` integer DEFAULT 0 NOT NULL,
	`units` text DEFAULT '[]' NOT NULL,
	PRIMARY KEY(`refund_id`, `line_id`),
	FOREIGN KEY (`refund_id`) REFERENCES `refunds`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`line_id`) REFERENCES `order_lines`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "refund_parts_positive" CHECK(quantity >= 0 AND amount_minor >= 0),
	CONSTRAINT "refund_parts_kept" CHECK(kept_minor >= 0)
);
--> statement-breakpoint
INSERT INTO `__new_refund_parts`("refund_id", "line_id", "quantity", "amount_minor", "kept_minor", "lowered", "restocked", "restocked_of_return", "units") SELECT "refund_id", "line_id", "quantity", "amount_minor", "kept_minor", NULL, "restocked", "restocked_of_return", "units" FROM `refund_parts` ORDER BY rowid;--> statement-breakpoint
DROP TABLE `refund_parts`;--> statement-breakpoint
ALTER TABLE `__new_refund_parts` RENAME TO `refund_parts`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
-- What refunds held back of sent units is divided among these, in proportion to their prices.
CREATE TABLE `__kept_units` AS
  WITH RECURSIVE numbered(refund_id, line_id, unit, last) AS (
    SELECT part.refund_id, part.line_id, range.value ->> 0, range.value ->> 1
      FROM `refund_parts` AS part, json_each(part.units) AS range WHERE part.kept_minor > 0
    UNION ALL SELECT refund_id, line_id, unit + 1, last FROM numbered WHERE unit < last
  ), priced AS (
    SELECT numbered.refund_id, numbered.line_id, unit, part.kept_minor, line.step_minor,
      line.charged_minor * unit / line.ordered / line.step_minor * line.step_minor
        - line.charged_minor * (unit - 1) / line.ordered / line.step_minor * line.step_minor AS worth,
      EXISTS (SELECT 1 FROM json_each(line.units, '$.sent') AS sent WHERE unit BETWEEN sent.value ->> 0 AND sent.value ->> 1) AS is_sent
    FROM numbered JOIN `refund_parts` AS part ON part.refund_id = numbered.refund_id AND part.line_id = numbered.line_id
      JOIN `line_counters` AS line ON line.line_id = numbered.line_id
  ), summed AS (
    SELECT *, sum(worth * is_sent) OVER (PARTITION BY refund_id, line_id ORDER BY unit) AS up_to,
      sum(worth * is_sent) OVER (PARTITION BY refund_id, line_id) AS whole FROM priced
  )
  SELECT refund_id, line_id, unit, worth, CASE WHEN is_sent AND whole > 0
    THEN kept_minor * up_to / whole / step_minor * step_minor - kept_minor * (up_to - worth) / whole / step_minor * step_minor
    ELSE 0 END AS left_minor FROM summed;--> statement-breakpoint
UPDATE `line_counters` SET
  `credited_minor` = `credited_minor` - (SELECT sum(left_minor) FROM `__kept_units` AS kept JOIN `refunds` AS refund ON refund.id = kept.refund_id
    WHERE kept.line_id = `line_counters`.`line_id` AND refund.state IN ('PENDING', 'SUCCEEDED')),
  `units` = json_set(`units`, '$.left', json((SELECT json_group_array(json_array(unit, unit, left_minor)) FROM (
    SELECT unit, left_minor FROM `__kept_units` AS kept JOIN `refunds` AS refund ON refund.id = kept.refund_id
    WHERE kept.line_id = `line_counters`.`line_id` AND refund.state IN ('PENDING', 'SUCCEEDED') AND left_minor > 0 ORDER BY unit))))
  WHERE EXISTS (SELECT 1 FROM `__kept_units` AS kept JOIN `refunds` AS refund ON refund.id = kept.refund_id
    WHERE kept.line_id = `line_counters`.`line_id` AND refund.state IN ('PENDING', 'SUCCEEDED') AND left_minor > 0);--> statement-breakpoint
UPDATE `refund_parts` SET `lowered` = (SELECT json_group_array(json_array(unit, unit, worth - left_minor)) FROM (
    SELECT unit, worth, left_minor FROM `__kept_units` AS kept
    WHERE kept.refund_id = `refund_parts`.`refund_id` AND kept.line_id = `refund_parts`.`line_id` AND worth > left_minor ORDER BY unit))
  WHERE `kept_minor` > 0;--> statement-breakpoint
DROP TABLE `__kept_units`;
