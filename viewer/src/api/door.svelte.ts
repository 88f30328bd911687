// Whether the server still knows who is here. It says no by 401, and by ending a socket when rights change.

class Door {
  shut = $state(false)

  close() {
    this.shut = true
  }
}
export const door = new Door()
