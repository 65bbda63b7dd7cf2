"""Files to domain: banks, papers, practicals, policy, courses. All faults are gathered before anything is refused."""
