CREATE TABLE `shop_pages` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`language` text NOT NULL,
	`kind` text NOT NULL,
	`title` text NOT NULL,
	`body_html` text NOT NULL,
	`published` integer NOT NULL,
	`version` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `shop_pages_once` ON `shop_pages` (`slug`,`language`);