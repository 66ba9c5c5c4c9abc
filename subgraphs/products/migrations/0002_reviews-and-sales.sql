CREATE TABLE `erased_people` (
	`user_id` text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE `purchases` (
	`customer_id` text NOT NULL,
	`product_id` text NOT NULL,
	`bought_at` integer NOT NULL,
	PRIMARY KEY(`customer_id`, `product_id`)
);
--> statement-breakpoint
CREATE TABLE `sales` (
	`product_id` text NOT NULL,
	`day` integer NOT NULL,
	`units` integer NOT NULL,
	PRIMARY KEY(`product_id`, `day`)
);
--> statement-breakpoint
CREATE INDEX `sales_by_day` ON `sales` (`day`);--> statement-breakpoint
CREATE TABLE `shop_settings` (
	`id` integer PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`currencies` text NOT NULL,
	`low_stock` integer NOT NULL,
	CONSTRAINT "shop_settings_once" CHECK(id = 1)
);
--> statement-breakpoint
CREATE TABLE `rating_stats` (
	`product_id` text PRIMARY KEY NOT NULL,
	`count` integer NOT NULL,
	`sum` integer NOT NULL,
	FOREIGN KEY (`product_id`) REFERENCES `products`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "rating_stats_are_possible" CHECK(count >= 0 AND sum BETWEEN count AND count * 5)
);
--> statement-breakpoint
CREATE TABLE `reviews` (
	`id` text PRIMARY KEY NOT NULL,
	`product_id` text NOT NULL,
	`author_id` text,
	`rating` integer NOT NULL,
	`title` text,
	`body` text NOT NULL,
	`status` text NOT NULL,
	`verified_purchase` integer NOT NULL,
	`version` integer NOT NULL,
	`written_at` integer NOT NULL,
	FOREIGN KEY (`product_id`) REFERENCES `products`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "reviews_have_stars" CHECK(rating BETWEEN 1 AND 5)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `reviews_once` ON `reviews` (`product_id`,`author_id`);--> statement-breakpoint
CREATE INDEX `reviews_newest` ON `reviews` (`written_at`,`id`);--> statement-breakpoint
CREATE INDEX `reviews_by_status` ON `reviews` (`status`,`written_at`,`id`);--> statement-breakpoint
CREATE INDEX `reviews_of_product` ON `reviews` (`product_id`,`status`,`written_at`,`id`);--> statement-breakpoint
CREATE INDEX `reviews_of_author` ON `reviews` (`author_id`,`written_at`,`id`);--> statement-breakpoint
CREATE TABLE `stale_search` (
	`product_id` text PRIMARY KEY NOT NULL,
	FOREIGN KEY (`product_id`) REFERENCES `products`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `product_collections` ADD `place` integer;--> statement-breakpoint
ALTER TABLE `products` ADD `rating_rank` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `products` ADD `sold_lately` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `products_rated` ON `products` (`status`,`rating_rank`,`id`);--> statement-breakpoint
CREATE INDEX `products_bestselling` ON `products` (`status`,`sold_lately`,`id`);--> statement-breakpoint
CREATE INDEX `stock_levels_scarcest` ON `stock_levels` ((on_hand - reserved),`variant_id`);