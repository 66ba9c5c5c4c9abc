ALTER TABLE `checkouts` ADD `network` text;--> statement-breakpoint
CREATE INDEX `checkouts_of_network` ON `checkouts` (`network`) WHERE network IS NOT NULL;