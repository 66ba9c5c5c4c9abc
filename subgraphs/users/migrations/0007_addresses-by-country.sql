-- A name in one field is kept as the last name: nobody can tell where it divides.
ALTER TABLE `addresses` RENAME COLUMN `name` TO `last_name`;--> statement-breakpoint
ALTER TABLE `addresses` ADD `first_name` text;--> statement-breakpoint
ALTER TABLE `addresses` ADD `company` text;--> statement-breakpoint
ALTER TABLE `addresses` ADD `vat_id` text;
