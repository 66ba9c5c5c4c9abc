PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_shipping_rates` (
	`method_id` text NOT NULL,
	`currency` text NOT NULL,
	`from_subtotal_minor` integer DEFAULT 0 NOT NULL,
	`up_to_grams` integer NOT NULL,
	`minor` integer NOT NULL,
	PRIMARY KEY(`method_id`, `currency`, `from_subtotal_minor`, `up_to_grams`),
	FOREIGN KEY (`method_id`) REFERENCES `shipping_methods`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "shipping_rates_positive" CHECK(up_to_grams > 0 AND minor >= 0 AND from_subtotal_minor >= 0)
);
--> statement-breakpoint
INSERT INTO `__new_shipping_rates`("method_id", "currency", "from_subtotal_minor", "up_to_grams", "minor") SELECT "method_id", "currency", 0, "up_to_grams", "minor" FROM `shipping_rates`;--> statement-breakpoint
DROP TABLE `shipping_rates`;--> statement-breakpoint
ALTER TABLE `__new_shipping_rates` RENAME TO `shipping_rates`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
ALTER TABLE `promotions` ADD `countries` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `promotions` ADD `shipping_method_ids` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `promotions` ADD `maximum_discounts` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
-- Terms that checkouts have frozen: everywhere, with every method, without a maximum.
UPDATE `checkouts` SET `promotions` = (SELECT json_group_array(json_set(`value`, '$.countries', json('[]'), '$.shippingMethodIds', json('[]'), '$.maximumMinor', NULL))
    FROM json_each(`checkouts`.`promotions`)) WHERE `promotions` <> '[]';