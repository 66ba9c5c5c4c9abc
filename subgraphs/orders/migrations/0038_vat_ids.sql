CREATE TABLE `vat_id_answers` (
	`key` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`checked_at` integer NOT NULL,
	`consultation` text
);
--> statement-breakpoint
ALTER TABLE `checkouts` ADD `vat_id_check` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `vat_id_check` text;--> statement-breakpoint
ALTER TABLE `shop_settings` ADD `reverse_charge_check` text DEFAULT 'SERVICE' NOT NULL;--> statement-breakpoint
UPDATE `shop_settings` SET `reverse_charge_check` = 'FORM', `notices` = CASE `notices` WHEN '[]' THEN '["REVERSE_CHARGE_CHECK"]' ELSE replace(`notices`, ']', ',"REVERSE_CHARGE_CHECK"]') END WHERE `reverse_charge` = 1;