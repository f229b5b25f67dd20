/** Key: user_id; username_key (without case) is unique. */
export interface UsersTable {
  user_id: string
  username: string
  username_key: string
  anonymous: boolean
  created_at: string
  /** Offset of the UserCreated. */
  seq: number
}
