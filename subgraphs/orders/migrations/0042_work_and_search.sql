CREATE TABLE `order_terms` (
	`term` text NOT NULL,
	`order_id` text NOT NULL,
	PRIMARY KEY(`term`, `order_id`),
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `order_terms_of_order` ON `order_terms` (`order_id`);--> statement-breakpoint
ALTER TABLE `line_counters` ADD `resendable` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `line_counters_to_prepare` ON `line_counters` (`order_id`) WHERE is_sent AND ordered > allocated + cancelled + withdrawn;--> statement-breakpoint
CREATE INDEX `line_counters_to_pack` ON `line_counters` (`order_id`) WHERE is_sent AND (allocated > packed OR resend_allocated > resend_packed);--> statement-breakpoint
CREATE INDEX `line_counters_to_send_again` ON `line_counters` (`order_id`) WHERE resendable > resend_allocated;--> statement-breakpoint
ALTER TABLE `orders` ADD `shipping_country` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `has_terms` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `orders_by_country` ON `orders` (`shipping_country`,`placed_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_without_terms` ON `orders` (`id`) WHERE NOT has_terms;--> statement-breakpoint
CREATE INDEX `shipments_to_hand_over` ON `shipments` (`order_id`) WHERE status = 'READY';--> statement-breakpoint
UPDATE `orders` SET `shipping_country` = `shipping_address` ->> 'country' WHERE `shipping_address` IS NOT NULL;--> statement-breakpoint
UPDATE `line_counters` SET `resendable` = (
    SELECT coalesce(sum((back.value ->> 1) - (back.value ->> 0) + 1), 0) FROM json_each(`units`, '$.resendable') AS back
  ) - (
    SELECT coalesce(sum(max(0, min(back.value ->> 1, paid.value ->> 1) - max(back.value ->> 0, paid.value ->> 0) + 1)), 0)
    FROM json_each(`units`, '$.resendable') AS back, json_each(`units`, '$.credited') AS paid
  ) WHERE json_array_length(`units`, '$.resendable') > 0;
