/* From reset to main on a Cortex-M: the vector table, and the floating-point unit switched on. */

#include <stdint.h>

#define CPACR (*(volatile uint32_t *)0xE000ED88u)

extern uint32_t stack_top;
extern void _start(void); /* of the C library: clears .bss and calls main */

void reset(void);
void halt(void);

/* The C library calls these before main and after it. */
void _init(void) {}
void _fini(void) {}

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    &stack_top, reset, halt, halt, halt, halt, halt, 0, 0, 0, 0, halt, halt, 0, halt, halt,
};

void reset(void) {
    CPACR |= 0xFu << 20;
    __asm volatile("dsb\n\tisb");
    _start();
    halt();
}

void halt(void) {
    for (;;) {
    }
}
