CREATE TABLE `reconciliation_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer NOT NULL,
	`since` integer NOT NULL,
	`compared` integer NOT NULL,
	`listed` integer NOT NULL,
	`in_flight` integer NOT NULL,
	`unanswered` integer NOT NULL,
	`mismatches` text NOT NULL
);
