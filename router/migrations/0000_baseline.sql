CREATE TABLE `store_clock` (
	`id` integer PRIMARY KEY NOT NULL,
	`boot` text NOT NULL,
	`at` integer NOT NULL,
	`monotonic` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `usage_counts` (
	`hash` text NOT NULL,
	`week` integer NOT NULL,
	`client_name` text NOT NULL,
	`client_version` text NOT NULL,
	`instance` integer NOT NULL,
	`count` integer NOT NULL,
	`errors` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	`below_10_ms` integer NOT NULL,
	`below_100_ms` integer NOT NULL,
	`below_1000_ms` integer NOT NULL,
	`last_used_at` integer NOT NULL,
	PRIMARY KEY(`hash`, `week`, `client_name`, `client_version`)
);
--> statement-breakpoint
CREATE TABLE `usage_operations` (
	`hash` text PRIMARY KEY NOT NULL,
	`instance` integer NOT NULL,
	`name` text NOT NULL,
	`operation` text NOT NULL,
	`fields` text NOT NULL,
	`bytes` integer NOT NULL
);
