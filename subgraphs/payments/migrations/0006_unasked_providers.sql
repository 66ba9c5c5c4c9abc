CREATE TABLE `unasked_providers` (
	`id` integer PRIMARY KEY NOT NULL,
	`since` integer NOT NULL,
	`restored_at` integer NOT NULL,
	CONSTRAINT "unasked_providers_one_row" CHECK(id = 1)
);
