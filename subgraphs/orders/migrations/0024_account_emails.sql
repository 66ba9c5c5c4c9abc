CREATE TABLE `account_emails` (
	`user_id` text PRIMARY KEY NOT NULL,
	`email` text,
	`verifications` integer NOT NULL,
	`joined` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `account_emails_email_unique` ON `account_emails` (`email`);--> statement-breakpoint
CREATE INDEX `account_emails_due` ON `account_emails` (`user_id`) WHERE joined < verifications;--> statement-breakpoint
ALTER TABLE `orders` ADD `joined_at` integer;--> statement-breakpoint
ALTER TABLE `promotion_uses` ADD `user_id` text;--> statement-breakpoint
ALTER TABLE `promotion_uses` ADD `email` text;--> statement-breakpoint
CREATE INDEX `promotion_uses_of_user` ON `promotion_uses` (`user_id`,`promotion_id`);--> statement-breakpoint
CREATE INDEX `promotion_uses_by_email` ON `promotion_uses` (`email`,`promotion_id`);--> statement-breakpoint
-- The key of a use was the id of an account or the address of a guest; a use of an account gets the address of its checkout too.
UPDATE `promotion_uses` SET `user_id` = `customer_key` WHERE `customer_key` NOT LIKE '%@%';--> statement-breakpoint
UPDATE `promotion_uses` SET `email` = CASE WHEN `user_id` IS NULL THEN `customer_key`
    ELSE (SELECT `email` FROM `checkouts` WHERE `checkouts`.`id` = `checkout_id`) END
  WHERE `customer_key` IS NOT NULL;--> statement-breakpoint
DROP INDEX `promotion_uses_of_customer`;--> statement-breakpoint
ALTER TABLE `promotion_uses` DROP COLUMN `customer_key`;
