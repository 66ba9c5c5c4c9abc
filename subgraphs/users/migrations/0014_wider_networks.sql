ALTER TABLE `email_tokens` ADD `network` text;--> statement-breakpoint
ALTER TABLE `login_attempts` ADD `home` text;--> statement-breakpoint
ALTER TABLE `login_attempts` ADD `site` text;--> statement-breakpoint
CREATE INDEX `login_attempts_of_home` ON `login_attempts` (`kind`,`home`,`at`);--> statement-breakpoint
CREATE INDEX `login_attempts_of_site` ON `login_attempts` (`kind`,`site`,`at`);