ALTER TABLE `sandbox_entries` ADD `return_url` text;--> statement-breakpoint
ALTER TABLE `sandbox_entries` ADD `bank_page` text;