CREATE TABLE `order_variants` (
	`variant_id` text NOT NULL,
	`placed_at` integer NOT NULL,
	`order_id` text NOT NULL,
	PRIMARY KEY(`variant_id`, `placed_at`, `order_id`),
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `orders_on_hold` ON `orders` (`placed_at`,`id`) WHERE hold_reason IS NOT NULL;