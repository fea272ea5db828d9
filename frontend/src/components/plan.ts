import type { Plan } from "../api/types";
import { pricePerInterval } from "../lib/money";

export const priceOf = (plan: Plan): string => pricePerInterval(plan) ?? "Price on request";

/** Whom a plan is for, where it has an age group. */
export function ageGroup({ min_age, max_age }: Plan): string {
  if (max_age !== null) return min_age ? `For ages ${min_age} to ${max_age}` : `Up to age ${max_age}`;
  return min_age === null ? "" : `From age ${min_age}`;
}

export const hasAgeGroup = (plan: Plan): boolean => plan.min_age !== null || plan.max_age !== null;

export const isFull = (plan: Plan): boolean => plan.places_left === 0;
