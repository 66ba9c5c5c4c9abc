ALTER TABLE `fulfilments` ADD `is_resend` integer DEFAULT false NOT NULL;--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_line_counters` (
	`line_id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`is_sent` integer NOT NULL,
	`ordered` integer NOT NULL,
	`charged_minor` integer NOT NULL,
	`cancelled` integer NOT NULL,
	`allocated` integer NOT NULL,
	`packed` integer NOT NULL,
	`shipped` integer NOT NULL,
	`delivered` integer NOT NULL,
	`undelivered` integer NOT NULL,
	`resend_allocated` integer DEFAULT 0 NOT NULL,
	`resend_packed` integer DEFAULT 0 NOT NULL,
	`return_requested` integer NOT NULL,
	`return_rejected` integer DEFAULT 0 NOT NULL,
	`returned` integer NOT NULL,
	`restocked` integer NOT NULL,
	`credited` integer NOT NULL,
	`credited_minor` integer NOT NULL,
	`withdrawn` integer DEFAULT 0 NOT NULL,
	`units` text NOT NULL,
	FOREIGN KEY (`line_id`) REFERENCES `order_lines`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "line_counters_known" CHECK(ordered > 0 AND charged_minor >= 0 AND cancelled >= 0 AND shipped >= 0),
	CONSTRAINT "line_counters_allocated" CHECK(allocated + cancelled + withdrawn <= ordered AND withdrawn >= 0 AND packed <= allocated AND shipped <= packed),
	CONSTRAINT "line_counters_resent" CHECK(resend_packed >= 0 AND resend_packed <= resend_allocated AND resend_allocated <= shipped),
	CONSTRAINT "line_counters_arrived" CHECK(delivered >= 0 AND undelivered >= 0 AND delivered + undelivered <= shipped),
	CONSTRAINT "line_counters_returned" CHECK(returned >= 0 AND returned <= return_requested AND return_rejected >= 0 AND return_requested + return_rejected <= shipped),
	CONSTRAINT "line_counters_restocked" CHECK(restocked >= 0 AND restocked <= ordered),
	CONSTRAINT "line_counters_credited" CHECK(credited >= 0 AND credited <= ordered),
	CONSTRAINT "line_counters_credited_minor" CHECK(credited_minor >= 0 AND credited_minor <= charged_minor)
);
--> statement-breakpoint
INSERT INTO `__new_line_counters`("line_id", "order_id", "is_sent", "ordered", "charged_minor", "cancelled", "allocated", "packed", "shipped", "delivered", "undelivered", "resend_allocated", "resend_packed", "return_requested", "return_rejected", "returned", "restocked", "credited", "credited_minor", "withdrawn", "units") SELECT "line_id", "order_id", "is_sent", "ordered", "charged_minor", "cancelled", "allocated", "packed", "shipped", "delivered", "undelivered", 0, 0, "return_requested", "return_rejected", "returned", "restocked", "credited", "credited_minor", "withdrawn", json_set("units", '$.resendable', json('[]')) FROM `line_counters` ORDER BY rowid;--> statement-breakpoint
DROP TABLE `line_counters`;--> statement-breakpoint
ALTER TABLE `__new_line_counters` RENAME TO `line_counters`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `line_counters_of_order` ON `line_counters` (`order_id`);--> statement-breakpoint
UPDATE `line_counters` SET `units` = json_set(`line_counters`.`units`, '$.resendable', json_array(json_array(1, back.quantity)))
  FROM (SELECT part.line_id, sum(part.quantity) AS quantity FROM `shipment_parts` AS part
    JOIN `shipments` ON `shipments`.`id` = part.shipment_id WHERE `shipments`.`status` = 'RETURNED' GROUP BY part.line_id) AS back
  WHERE back.line_id = `line_counters`.`line_id` AND `cancelled` = 0 AND `credited` = 0 AND `return_requested` = 0;
