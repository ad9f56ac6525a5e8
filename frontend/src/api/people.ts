import { get, id, patch, post, remove, type Query } from "./client";
import type { AuditEntry, Page, Permission, Role, Text, User } from "./types";

export const fetchUsers = () => get<Page<User>>("/users");
export const createUser = (user: object) => post<User>("/users", user);
export const changeUser = (userId: string, change: object) => patch<User>(`/users/${id(userId)}`, change);
export const resetPassword = (userId: string, password: string) => post(`/users/${id(userId)}/password`, { password });
export const fetchRoles = () => get<Page<Role>>("/roles");
export const createRole = (role: object) => post<Role>("/roles", role);
export const changeRole = (name: string, change: object) => patch<Role>(`/roles/${id(name)}`, change);
export const removeRole = (name: string) => remove(`/roles/${id(name)}`);
export const fetchPermissions = () => get<Page<{ name: Permission; title: Text }>>("/permissions");
export const fetchAudit = (query: Query) => get<Page<AuditEntry>>("/audit", query);
