PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_line_counters` (
	`line_id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`is_sent` integer NOT NULL,
	`ordered` integer NOT NULL,
	`charged_minor` integer NOT NULL,
	`cancelled` integer NOT NULL,
	`set_aside` integer NOT NULL,
	`packed` integer NOT NULL,
	`shipped` integer NOT NULL,
	`delivered` integer NOT NULL,
	`undelivered` integer NOT NULL,
	`return_asked` integer NOT NULL,
	`returned` integer NOT NULL,
	`restocked` integer NOT NULL,
	`given_up` integer NOT NULL,
	`given_up_minor` integer NOT NULL,
	`withdrawn` integer DEFAULT 0 NOT NULL,
	`units` text NOT NULL,
	FOREIGN KEY (`line_id`) REFERENCES `order_lines`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "line_counters_known" CHECK(ordered > 0 AND charged_minor >= 0 AND cancelled >= 0 AND shipped >= 0),
	CONSTRAINT "line_counters_set_aside" CHECK(set_aside + cancelled + withdrawn <= ordered AND withdrawn >= 0 AND packed <= set_aside AND shipped <= packed),
	CONSTRAINT "line_counters_arrived" CHECK(delivered >= 0 AND undelivered >= 0 AND delivered + undelivered <= shipped),
	CONSTRAINT "line_counters_returned" CHECK(returned >= 0 AND returned <= return_asked AND return_asked <= delivered),
	CONSTRAINT "line_counters_restocked" CHECK(restocked >= 0 AND restocked <= ordered),
	CONSTRAINT "line_counters_given_up" CHECK(given_up >= 0 AND given_up <= ordered),
	CONSTRAINT "line_counters_given_up_minor" CHECK(given_up_minor >= 0 AND given_up_minor <= charged_minor)
);
--> statement-breakpoint
INSERT INTO `__new_line_counters`("line_id", "order_id", "is_sent", "ordered", "charged_minor", "cancelled", "set_aside", "packed", "shipped", "delivered", "undelivered", "return_asked", "returned", "restocked", "given_up", "given_up_minor", "withdrawn", "units") SELECT "line_id", "order_id", "is_sent", "ordered", "charged_minor", "cancelled", "set_aside", "packed", "shipped", "delivered", "undelivered", "return_asked", "returned", "restocked", "given_up", "charged_minor" * "given_up" / "ordered", 0,
  json_object('sent', json(iif("shipped" > 0, json_array(json_array("cancelled" + 1, "cancelled" + "shipped")), '[]')),
    'cancelled', json(iif("cancelled" > 0, json_array(json_array(1, "cancelled")), '[]')),
    'credited', json(iif("given_up" > 0, json_array(json_array(1, "given_up")), '[]')), 'withdrawn', json('[]')) FROM `line_counters`;--> statement-breakpoint
DROP TABLE `line_counters`;--> statement-breakpoint
ALTER TABLE `__new_line_counters` RENAME TO `line_counters`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `line_counters_of_order` ON `line_counters` (`order_id`);--> statement-breakpoint
ALTER TABLE `refund_parts` ADD `units` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
UPDATE `refund_parts` SET `units` = json_array(json_array(numbered.last - `refund_parts`.`quantity` + 1, numbered.last)) FROM (
  SELECT part.refund_id, part.line_id, sum(part.quantity) OVER (PARTITION BY part.line_id ORDER BY refund.created_at, refund.id) AS last
  FROM `refund_parts` AS part JOIN `refunds` AS refund ON refund.id = part.refund_id WHERE refund.state IN ('PENDING', 'SUCCEEDED')
) AS numbered WHERE numbered.refund_id = `refund_parts`.`refund_id` AND numbered.line_id = `refund_parts`.`line_id`;--> statement-breakpoint
ALTER TABLE `refunds` ADD `keep_fulfillable` integer DEFAULT false NOT NULL;