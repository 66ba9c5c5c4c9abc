CREATE TABLE `product_safety` (
	`product_id` text PRIMARY KEY NOT NULL,
	`maker` text NOT NULL,
	`responsible_person` text,
	`warnings` text NOT NULL,
	FOREIGN KEY (`product_id`) REFERENCES `products`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `variants` ADD `content_amount` integer;--> statement-breakpoint
ALTER TABLE `variants` ADD `content_unit` text;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `compare_at_rule` text DEFAULT 'FREE' NOT NULL;