CREATE TABLE `payable_steps` (
	`currency` text PRIMARY KEY NOT NULL,
	`step_minor` integer NOT NULL,
	CONSTRAINT "payable_steps_above_one" CHECK(step_minor > 1)
);
