CREATE TABLE `imported_stock` (
	`variant_id` text PRIMARY KEY NOT NULL,
	`on_hand` integer NOT NULL,
	FOREIGN KEY (`variant_id`) REFERENCES `variants`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "imported_stock_countable" CHECK(on_hand >= 0)
);
--> statement-breakpoint
ALTER TABLE `import_jobs` ADD `without_stock` integer DEFAULT false NOT NULL;