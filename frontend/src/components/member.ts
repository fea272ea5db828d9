import { useSearchParams } from "react-router";
import type { Membership } from "../api/types";

export const nameOf = (member: Pick<Membership, "name" | "email">): string => member.name || member.email;

/** The member that the address bar asks for, else the first. */
export function useChosenMember(members: Membership[]): Membership | undefined {
  const [search] = useSearchParams();
  return members.find(({ customer_id }) => customer_id === search.get("member")) ?? members[0];
}
