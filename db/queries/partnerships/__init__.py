"""What may be asked of agreements: the register on a day, what asleep, expiring, out of balance and overused is, where
partners and students meet. All take the agreements of one institution (`agreed.read`), conditions and a language."""
