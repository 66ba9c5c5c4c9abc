ALTER TABLE `import_jobs` ADD `encoding` text;--> statement-breakpoint
ALTER TABLE `import_jobs` ADD `separator` text;--> statement-breakpoint
ALTER TABLE `import_jobs` ADD `decimal_sign` text;