CREATE TABLE `failed_codes` (
	`key` text PRIMARY KEY NOT NULL,
	`since` integer NOT NULL,
	`failures` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `failed_codes_oldest` ON `failed_codes` (`since`);--> statement-breakpoint
-- Checkouts used to hold uses of promotions from their start; now only those that are being paid hold them.
UPDATE `promotions` SET `uses_taken` = `uses_taken` - (SELECT count(*) FROM `promotion_uses` JOIN `checkouts` ON `checkouts`.`id` = `promotion_uses`.`checkout_id` WHERE `promotion_uses`.`promotion_id` = `promotions`.`id` AND `promotion_uses`.`state` = 'held' AND `checkouts`.`state` = 'OPEN');--> statement-breakpoint
UPDATE `promotion_uses` SET `state` = 'released' WHERE `state` = 'held' AND `checkout_id` IN (SELECT `id` FROM `checkouts` WHERE `state` = 'OPEN');
