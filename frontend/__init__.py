"""The pages that people see: portal, workspace and account, from server-rendered templates."""
