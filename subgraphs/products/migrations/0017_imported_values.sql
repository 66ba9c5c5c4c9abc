CREATE TABLE `imported_prices` (
	`variant_id` text PRIMARY KEY NOT NULL,
	`prices` text NOT NULL,
	FOREIGN KEY (`variant_id`) REFERENCES `variants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `imported_publications` (
	`product_id` text PRIMARY KEY NOT NULL,
	`status` text NOT NULL,
	`published_at` integer,
	FOREIGN KEY (`product_id`) REFERENCES `products`(`id`) ON UPDATE no action ON DELETE no action
);
