ALTER TABLE `holds` ADD `network` text;--> statement-breakpoint
CREATE INDEX `holds_of_network` ON `holds` (`network`) WHERE network IS NOT NULL;