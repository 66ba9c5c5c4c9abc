PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_shipments` (
	`id` text PRIMARY KEY NOT NULL,
	`fulfilment_id` text NOT NULL,
	`order_id` text NOT NULL,
	`status` text NOT NULL,
	`carrier` text NOT NULL,
	`tracking_number` text,
	`tracking_url` text,
	`created_at` integer NOT NULL,
	`shipped_at` integer,
	`delivered_at` integer,
	FOREIGN KEY (`fulfilment_id`) REFERENCES `fulfilments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "shipments_delivered" CHECK((status = 'DELIVERED') = (delivered_at IS NOT NULL)),
	CONSTRAINT "shipments_ready" CHECK((status IN ('READY', 'UNPACKED')) = (shipped_at IS NULL))
);
--> statement-breakpoint
INSERT INTO `__new_shipments`("id", "fulfilment_id", "order_id", "status", "carrier", "tracking_number", "tracking_url", "created_at", "shipped_at", "delivered_at") SELECT "id", "fulfilment_id", "order_id", "status", "carrier", "tracking_number", "tracking_url", "created_at", "shipped_at", "delivered_at" FROM `shipments`;--> statement-breakpoint
DROP TABLE `shipments`;--> statement-breakpoint
ALTER TABLE `__new_shipments` RENAME TO `shipments`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `shipments_of_order` ON `shipments` (`order_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `shipments_of_fulfilment` ON `shipments` (`fulfilment_id`,`created_at`,`id`);