CREATE TABLE `retained_buyers` (
	`order_id` text PRIMARY KEY NOT NULL,
	`billing_address` text,
	`shipping_address` text,
	`retained_at` integer NOT NULL,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
);
