CREATE TABLE `shop_settings` (
	`id` integer PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`name` text NOT NULL,
	`currencies` text NOT NULL,
	`country` text NOT NULL,
	`capture_mode` text NOT NULL,
	`prices_include_tax` integer NOT NULL,
	`sender_email` text NOT NULL,
	`support_email` text,
	`low_stock_threshold` integer NOT NULL,
	`updated_at` integer NOT NULL,
	CONSTRAINT "shop_settings_one_row" CHECK(id = 1),
	CONSTRAINT "shop_settings_usable" CHECK(json_array_length(currencies) > 0 AND low_stock_threshold >= 0 AND name <> '')
);
--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_shipping_methods` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`zone_id` text NOT NULL,
	`carrier` text NOT NULL,
	`label` text NOT NULL,
	`eta_days_min` integer NOT NULL,
	`eta_days_max` integer NOT NULL,
	`tax_class` text NOT NULL,
	`active` integer NOT NULL,
	FOREIGN KEY (`zone_id`) REFERENCES `shipping_zones`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "shipping_methods_arrive" CHECK(eta_days_min >= 0 AND eta_days_max >= eta_days_min)
);
--> statement-breakpoint
INSERT INTO `__new_shipping_methods`("id", "version", "zone_id", "carrier", "label", "eta_days_min", "eta_days_max", "tax_class", "active") SELECT "id", 1, "zone_id", "carrier", "label", "eta_days_min", "eta_days_max", "tax_class", "active" FROM `shipping_methods`;--> statement-breakpoint
DROP TABLE `shipping_methods`;--> statement-breakpoint
ALTER TABLE `__new_shipping_methods` RENAME TO `shipping_methods`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `shipping_methods_of_zone` ON `shipping_methods` (`zone_id`);--> statement-breakpoint
ALTER TABLE `shipping_zones` ADD `version` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE INDEX `shipping_zone_countries_of_zone` ON `shipping_zone_countries` (`zone_id`);--> statement-breakpoint
CREATE TABLE `__new_tax_rates` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`country` text NOT NULL,
	`region` text,
	`tax_class` text NOT NULL,
	`rate` integer NOT NULL,
	`starts_at` integer NOT NULL,
	CONSTRAINT "tax_rates_are_fractions" CHECK(rate BETWEEN 0 AND 1000000)
);
--> statement-breakpoint
INSERT INTO `__new_tax_rates`("id", "name", "country", "region", "tax_class", "rate", "starts_at") SELECT "id", "name", "country", "region", "tax_class", "rate", "starts_at" FROM `tax_rates`;--> statement-breakpoint
DROP TABLE `tax_rates`;--> statement-breakpoint
ALTER TABLE `__new_tax_rates` RENAME TO `tax_rates`;--> statement-breakpoint
CREATE INDEX `tax_rates_of_country` ON `tax_rates` (`country`);--> statement-breakpoint
CREATE UNIQUE INDEX `tax_rates_once_in_a_region` ON `tax_rates` (`country`,`region`,`tax_class`,`starts_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `tax_rates_once_in_a_country` ON `tax_rates` (`country`,`tax_class`,`starts_at`) WHERE region IS NULL;--> statement-breakpoint
CREATE TABLE `__new_shipping_rates` (
	`method_id` text NOT NULL,
	`currency` text NOT NULL,
	`up_to_grams` integer NOT NULL,
	`minor` integer NOT NULL,
	PRIMARY KEY(`method_id`, `currency`, `up_to_grams`),
	FOREIGN KEY (`method_id`) REFERENCES `shipping_methods`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "shipping_rates_are_amounts" CHECK(up_to_grams > 0 AND minor >= 0)
);
--> statement-breakpoint
INSERT INTO `__new_shipping_rates`("method_id", "currency", "up_to_grams", "minor") SELECT "method_id", "currency", "up_to_grams", "minor" FROM `shipping_rates`;--> statement-breakpoint
DROP TABLE `shipping_rates`;--> statement-breakpoint
ALTER TABLE `__new_shipping_rates` RENAME TO `shipping_rates`;