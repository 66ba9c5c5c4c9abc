ALTER TABLE `payments` ADD `is_guest` integer DEFAULT false NOT NULL;--> statement-breakpoint
UPDATE `payments` SET `is_guest` = 1 WHERE `customer_id` IS NULL;